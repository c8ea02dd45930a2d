"""Our own forms: JSON, XML and text, in which nothing is lost, so that bytes can be made from them again."""
