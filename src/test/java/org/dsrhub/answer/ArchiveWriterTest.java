package org.dsrhub.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class ArchiveWriterTest {

    @Test
    void aLongEntryCostsNoMemoryOfItsLength() throws Exception {
        long size = 200L << 20;
        byte[] buffer = new byte[1 << 16];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        ArchiveWriter archive = new ArchiveWriter(OutputStream.nullOutputStream(), "secret".toCharArray());
        try (OutputStream entry = archive.entry("recording.wav", false, size)) {
            for (long left = size; left > 0; left -= buffer.length) {
                entry.write(buffer);
            }
        }
        archive.close();

        assertThat(archive.written().get(0).size()).isEqualTo(size);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(size / 8);
    }
}
