"""The instructions of a program that prints one token, as numbers: an operation and what it works with.

A program is a stretch of rows of five int64: the operation, then A, B, C and D as said below. A *slot* holds a field
that has been read: place of its bytes, how many, and its number when it is one. A *row* is that of a literal.
"""

OPERATION, A, B, C, D = range(5)
COLUMNS = 5

DONE = 0
"""The token has been printed."""
READ = 1
"""Read B bytes into slot A; they are a number with a sign when C is 1."""
READ_STRING = 2
"""Read a u16 (with a sign when C is 1) and so many bytes into slot A; its number is that length."""
READ_SIZED = 3
"""Read as many bytes into slot A as the number of slot B, times C, says."""
CHECK = 4
"""Stop unless the number of slot A is B or C."""

LAST_READING = 4

BEGIN = 5
"""A record begins (A is 0), or a file token, whose length without the name is A."""
RECORD_LENGTH = 6
"""The number of slot A is the record's byte count."""
FILE_LENGTH = 7
"""The number of slot A is the length of the file token's name."""
SKIP_IF_ZERO = 8
"""Leave out the next B instructions when the number of slot A is 0."""
REPEAT = 9
"""Do what follows as often as slot A says, B times when A is -1; if never, go on D later. C: what negative ones are."""
AGAIN = 10
"""Go back A instructions while there is something left to repeat; else go on B later."""

LAST_FLOW = 10

CSTRING = 11
"""Read and print up to a NUL, then row A when it is the last one, else row B."""
ITEMS = 12
"""Read and print the items of arbitrary data; slots A, A + 1, A + 2 are how, unit and count. When B is 1 with blanks
between and row C behind them, else in columns and lines."""

LITERAL = 13
"""Print row A."""
CLOSE_RECORD = 14
"""Print row A when the element of a record is open."""
END_FIELD = 15
"""End a printed field: a newline at the record's end, when A is 1, when A is 2 and it is the last one; else row B."""
LAST_MARK = 15

TEXT = 16
"""Print the string of slot A up to its first NUL."""
NAME = 17
"""Print the bytes of slot A but the last one, made visible with letters and carets."""
PATH = 18
"""Print the string of slot A as an absolute path without empty, `.` and `..` parts."""
HEX_BYTES = 19
"""Print 0x and the bytes from slot A on, as many as slot B has."""

LAST_LONG = 19

SIGNED = 20
"""Print the lowest B bytes of the number of slot A, the highest bit as a sign."""
UNSIGNED = 21
"""Print the B bytes of the number of slot A in decimal digits."""
OCTAL = 22
"""Print the B bytes (at most 4) of the number of slot A in octal digits."""
HEX = 23
"""Print 0x and the B bytes of the number of slot A in hexadecimal digits without zeros in front."""
HEX_OF_MEMORY = 24
"""Print 0x and the bytes of slot A, the last one first."""
ADDRESS = 25
"""Print the address of slot A."""
TERMINAL = 26
"""Print major (above C bits) and minor of the port in slot A, and the address of slot B."""
TIME = 27
"""Print the seconds of slot A and the part of a second of slot B, which has C in a millisecond, as date and time."""

LAST_PLAIN = 27

WORD = 28
"""Print the row B plus the number of slot A, or plus C when that is less."""
MODIFIER = 29
"""Print the row B plus the six known bits of the modifier in slot A."""
ACCOUNT = 30
"""Print the name of the number of slot A in table B, or the number with a sign."""
EVENT = 31
"""Print the text of the event of slot A, or row B."""
ERROR = 32
"""Print the text of the number of slot A in table B, or row C, and the number when D is 1."""
RETURN_VALUE = 33
"""Like ERROR, but the number alone when it is negative or the number of the slot before A is 0."""
ACL_ID = 34
"""Print the number of slot A as the acl type of slot B asks: an account, row C or one of two behind it; -1 for raw."""

ACE_FLAGS = 35
"""Print the kind of entry that the flags of slot A tell, row B or one of the four behind it; else the number."""
ACE_WHO = 36
"""Print the name of slot A: a group's when the flags of slot B tell so, else a user's."""
ACE_MASK = 37
"""Print the permissions of slot A: row B and the 13 behind it, with a slash between; the number when there are none."""
ACE_LETTERS = 38
"""Print the permissions of slot A as 14 letters, those of row B, or dashes."""
