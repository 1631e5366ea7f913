"""Text messages as they go over the wire."""

from __future__ import annotations

import pytest
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from helpdesk.commands.sockets import frame


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_another_implementation_reads_what_was_written(length: int) -> None:
    reader = StreamReader()
    reader.feed_data(frame(b"x" * length))
    parsing = Frame.parse(reader.read_exact, mask=False)
    with pytest.raises(StopIteration) as done:
        next(parsing)
    found: Frame = done.value.value
    assert (found.opcode, found.fin, len(found.data)) == (Opcode.TEXT, True, length)
    assert not reader.buffer
