"""Big-endian fields and sizes for all integers: the tokens that the queue makes, and the codec's integers.

Sixty-four bits are looked at as two halves. Not good for: bodies of records, which are bytes of any length; the sizes
of whole records are enumerated in `enumerated.py`.
"""

from hiwater_check.contracts.about import about
from hiwater_model import decisions, tokens
from hiwater_model.records import integers


@about("ENQ-05 TOKEN-04", tokens.sequence_number)
def number_of_a_record(number: int) -> bytes:
    """Four octets, the highest first, of the number modulo 2^32; a negative one is its complement.

    pre: -(2**32) <= number < 2**32
    post: __return__ == (number % 2**32).to_bytes(4, "big")
    """
    return tokens.sequence_number(number)


@about("TOKEN-05", tokens.trailer)
def trailer(length: int) -> bytes:
    """Seven bytes: its id, the magic of a trailer, and the length of the record.

    pre: 0 <= length < 2**32
    post: len(__return__) == 7 and __return__[:3] == bytes((0x13, 0xB1, 0x05))
    post: __return__[3:] == length.to_bytes(4, "big")
    """
    return tokens.trailer(length)


_WORDS = (0, 1, 0x4000, 0x4001, 0xFFFF, 0x10000, 0x12345)


@about("TOKEN-01", tokens.header)
def words_of_a_header(event: int, modifier: int) -> bytes:
    """Of an event and a modifier the low sixteen bits stand in the header; here for some numbers with telling bits.

    pre: 0 <= event < 7 and 0 <= modifier < 7
    post: __return__[6:8] == (_WORDS[event] % 2**16).to_bytes(2, "big")
    post: __return__[8:10] == (_WORDS[modifier] % 2**16).to_bytes(2, "big")
    """
    return tokens.header(64, 1, _WORDS[event], _WORDS[modifier], None)


@about("TOKEN-01 RECORD-04", tokens.header, tokens.time_bytes, decisions.header_bytes)
def header(wide: bool, length: int, event: int, modifier: int) -> bytes:
    """As many bytes as were counted for it; id, length, version, event and modifier stand in their places.

    pre: 0 <= length < 2**32 and 0 <= event < 2**16 and 0 <= modifier < 2**16
    post: len(__return__) == (26 if wide else 18)
    post: len(__return__) == decisions.header_bytes(tokens.time_bytes(64 if wide else 32))
    post: __return__[0] == (0x74 if wide else 0x14) and __return__[1:5] == length.to_bytes(4, "big")
    post: __return__[5] == 2 and __return__[6:8] == event.to_bytes(2, "big")
    post: __return__[8:10] == modifier.to_bytes(2, "big") and __return__[10:] == bytes(16 if wide else 8)
    """
    return tokens.header(64 if wide else 32, length, event, modifier, None)


@about("TOKEN-01 TOKEN-02 RECORD-05", tokens.header)
def header_with_host(wide: bool, long_address: bool, length: int) -> bytes:
    """The extended header has four bytes more, and the address of 4 or 16.

    pre: 0 <= length < 2**32
    post: len(__return__) == (26 if wide else 18) + 4 + (16 if long_address else 4)
    post: __return__[0] == (0x79 if wide else 0x15) and __return__[1:5] == length.to_bytes(4, "big")
    post: __return__[13] == (16 if long_address else 4) and __return__[14] == 7
    """
    return tokens.header(64 if wide else 32, length, 1, 0, bytes((7,)) * (16 if long_address else 4))


@about("TIME-02", tokens.time_field)
def narrow_time(seconds: int, nanoseconds: int) -> bytes:
    """The low 32 bits of seconds and nanoseconds.

    pre: 0 <= seconds < 2**32 and 0 <= nanoseconds < 2**32
    post: __return__[:4] == seconds.to_bytes(4, "big") and __return__[4:] == nanoseconds.to_bytes(4, "big")
    """
    return tokens.time_field((seconds, nanoseconds), False)


@about("TIME-03", tokens.time_field)
def wide_time(seconds: int, nanoseconds: int) -> bytes:
    """Eight octets each; of times before 2106 the upper halves are zero.

    pre: 0 <= seconds < 2**32 and 0 <= nanoseconds < 2**32
    post: len(__return__) == 16 and __return__[:4] == bytes(4) and __return__[8:12] == bytes(4)
    post: __return__[4:8] == seconds.to_bytes(4, "big") and __return__[12:] == nanoseconds.to_bytes(4, "big")
    """
    return tokens.time_field((seconds, nanoseconds), True)


@about("RECORD-04", decisions.header_bytes)
def bytes_of_a_header(time_bytes: int) -> int:
    """Ten bytes and the time.

    post: __return__ == 10 + time_bytes
    """
    return decisions.header_bytes(time_bytes)


@about("TOKEN-01", integers.read_u16, integers.write_u16, integers.read_i16, integers.write_i16)
def sixteen_bits(high: int, low: int) -> tuple[int, int]:
    """The first octet counts 256 times; with a sign, from 32768 on it is 65536 less.

    pre: 0 <= high < 256 and 0 <= low < 256
    post: __return__ == (high * 256 + low, high * 256 + low - (2**16 if high >= 128 else 0))
    post: integers.write_u16(__return__[0]) == bytes((high, low))
    post: integers.write_i16(__return__[1]) == bytes((high, low))
    """
    octets = bytes((high, low))
    return integers.read_u16(octets), integers.read_i16(octets)


@about("TOKEN-01", integers.read_u32)
def thirty_two_bits(first: int, second: int, third: int, fourth: int) -> int:
    """Each octet counts 256 times the one behind it.

    pre: 0 <= first < 256 and 0 <= second < 256 and 0 <= third < 256 and 0 <= fourth < 256
    post: __return__ == ((first * 256 + second) * 256 + third) * 256 + fourth
    """
    return integers.read_u32(bytes((first, second, third, fourth)))


@about("TOKEN-01", integers.read_u32, integers.write_u32)
def there_and_back(number: int) -> int:
    """What was written is read again.

    pre: 0 <= number < 2**32
    post: __return__ == number
    """
    return integers.read_u32(integers.write_u32(number))


@about("TOKEN-01", integers.read_i32, integers.write_i32)
def there_and_back_with_a_sign(number: int) -> int:
    """What was written is read again, sign and all.

    pre: -(2**31) <= number < 2**31
    post: __return__ == number
    """
    return integers.read_i32(integers.write_i32(number))


@about("TIME-03", integers.joined, integers.halves)
def sixty_four_bits(high: int, low: int) -> int:
    """Two halves of 32 bits, the upper one with the sign, make one number and come apart again.

    pre: 0 <= low < 2**32 and -(2**31) <= high < 2**31
    post: __return__ == high * 2**32 + low and -(2**63) <= __return__ < 2**63
    post: integers.halves(__return__) == (high, low)
    """
    return integers.joined(high, low)
