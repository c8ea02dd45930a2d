"""What `hiwater smoke` and `hiwater conform` share: whom they judge, and how a campaign is reported."""
