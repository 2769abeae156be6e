package org.dsrhub.connector;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.dsrhub.ledger.Item;

/** One task with a system that is talked to by files or messages: the one that goes out, if one does. */
public final class FileTalk {
    private final Reply reply;
    private final List<UUID> covered = new ArrayList<>();
    private Message message;

    /** What goes out. */
    record Message(String name, byte[] content) {
        @Override
        public String toString() {
            return "Message[" + content.length + "]";
        }
    }

    FileTalk(Reply reply) {
        this.reply = reply;
    }

    Reply reply() {
        return reply;
    }

    void send(Message outgoing) {
        message = outgoing;
    }

    void cover(Item item) {
        covered.add(item.id());
    }

    List<UUID> covered() {
        return covered;
    }

    /** Whether a file is to be sent. */
    public boolean isReady() {
        return message != null;
    }

    public String getFileName() {
        return message.name();
    }

    public byte[] getContent() {
        return message.content();
    }

    @Override
    public String toString() {
        return "FileTalk[" + reply + "]";
    }
}
