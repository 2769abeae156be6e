package org.dsrhub.connector;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.dsrhub.ledger.Item;

/** One task with a system that is talked to by files: the file that goes out, if one does. */
public final class FileTalk {
    private final Reply reply;
    private final List<UUID> covered = new ArrayList<>();
    private String fileName;
    private byte[] content;

    FileTalk(Reply reply) {
        this.reply = reply;
    }

    Reply reply() {
        return reply;
    }

    void send(String name, byte[] bytes) {
        fileName = name;
        content = bytes;
    }

    void cover(Item item) {
        covered.add(item.id());
    }

    List<UUID> covered() {
        return covered;
    }

    /** Whether a file is to be sent. */
    public boolean isReady() {
        return content != null;
    }

    public String getFileName() {
        return fileName;
    }

    public byte[] getContent() {
        return content;
    }

    @Override
    public String toString() {
        return "FileTalk[" + reply + "]";
    }
}
