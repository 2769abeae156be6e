package org.dsrhub.answer;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** What somebody writes a part to and closes, while the whole goes on: it is flushed, and stays open. */
final class LeftOpen extends FilterOutputStream {
    LeftOpen(OutputStream whole) {
        super(whole);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
