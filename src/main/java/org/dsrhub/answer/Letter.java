package org.dsrhub.answer;

import java.util.ArrayList;
import java.util.List;

/**
 * A letter before it is laid out.
 *
 * @param folio at the foot of each page, without personal data
 * @param senderLine address of the sender in one line
 * @param to name and postal address of the recipient
 * @param about date, case number
 */
record Letter(
        String language,
        String title,
        String folio,
        String sender,
        String senderLine,
        List<String> to,
        List<Labelled> about,
        String greeting,
        List<Section> sections,
        String closing,
        String department) {

    record Labelled(String label, String value) {}

    /** @param title null for text without a heading */
    record Section(String title, List<Block> blocks) {
        Section(String title) {
            this(title, new ArrayList<>());
        }

        /** A section without one is kept on the page of the signature. */
        public boolean hasTable() {
            return blocks.stream().anyMatch(block -> block.type() == Kind.TABLE);
        }

        Section text(String text) {
            blocks.add(new Block(Kind.TEXT, text, null, null, null));
            return this;
        }

        Section list(List<String> lines) {
            blocks.add(new Block(Kind.LIST, null, List.copyOf(lines), null, null));
            return this;
        }

        Section address(List<String> lines) {
            blocks.add(new Block(Kind.ADDRESS, null, List.copyOf(lines), null, null));
            return this;
        }

        Section secret(String secret) {
            blocks.add(new Block(Kind.SECRET, secret, null, null, null));
            return this;
        }

        /** @param widths of the columns in per cent */
        Section table(List<Integer> widths, List<String> head, List<List<String>> rows) {
            blocks.add(new Block(Kind.TABLE, null, head, rows, widths));
            return this;
        }
    }

    /** @param lines of a list or an address, or the head of a table */
    record Block(Kind type, String text, List<String> lines, List<List<String>> rows, List<Integer> widths) {
        /** As the template compares it. */
        public String kind() {
            return type.name();
        }
    }

    enum Kind {
        TEXT,
        LIST,
        ADDRESS,
        TABLE,
        SECRET
    }
}
