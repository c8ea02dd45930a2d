"""The forms of illumos praudit's output, and what stands around the records of an XML document."""

from dataclasses import dataclass

from hiwater_impl.records.printing import form

LONGEST_DELIMITER = 3

PROLOG = b"""<?xml version='1.0' encoding='UTF-8' ?>
<?xml-stylesheet type='text/xsl' href='file:///usr/share/lib/xml/style/adt_record.xsl.1' ?>

<!DOCTYPE audit PUBLIC '-//Sun Microsystems, Inc.//DTD Audit V1//EN' 'file:///usr/share/lib/xml/dtd/adt_record.dtd.1'>

<audit>"""


@dataclass(frozen=True)
class Form(form.Form):
    """The options as illumos praudit takes them; ValueError also for a delimiter of more than 3 bytes."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.delimiter) > LONGEST_DELIMITER:
            raise ValueError(f"a delimiter has at most {LONGEST_DELIMITER} bytes")

    @property
    def new_line(self) -> bytes:
        """What parts the elements of a document: a newline, nothing with -l."""
        return b"" if self.line else b"\n"

    @property
    def prolog(self) -> bytes:
        """What stands before the first record."""
        return PROLOG if self.xml else b""

    def epilog(self, record_is_open: bool) -> bytes:
        """What stands behind the last record, when praudit has not stopped."""
        if not self.xml:
            return b""
        return (self.new_line + b"</record>" if record_is_open else b"") + b"\n</audit>\n"
