package org.dsrhub.simulation;

import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** Chats of the web site: {@code GET /chats?email=}, {@code DELETE /chats/{id}}. */
public final class ChatSystem extends SimulatedHttpSystem {
    private final RecordStore chats = new RecordStore("chatId", "email");

    ChatSystem(String name, String token) {
        super(name, token);
    }

    void add(SyntheticPerson person) {
        for (SyntheticPerson.Chat chat : person.chats()) {
            chats.put(row(
                    "chatId", chat.id(),
                    "customerNumber", person.customerNumber(),
                    "email", person.email(),
                    "startedAt", chat.startedAt().format(DateTimeFormatter.ISO_LOCAL_DATE_TIME),
                    "text", chat.text(),
                    "claimNumber", chat.claimNumber()));
        }
    }

    @Override
    public List<Map<String, Object>> records() {
        return chats.all();
    }

    @Override
    protected Reply answer(Call call) {
        if (call.method().equals("GET") && call.path().equals("/chats")) {
            String email = call.query().get("email");
            return email == null
                    ? Reply.error(400, "email is required")
                    : Reply.ok(Map.of("data", find(chats, "email", email)));
        }
        if (call.method().equals("DELETE") && call.path().startsWith("/chats/")) {
            return chats.remove(call.lastSegment()) ? Reply.noContent() : Reply.error(404, "no such chat");
        }
        return Reply.error(404, "no such resource");
    }
}
