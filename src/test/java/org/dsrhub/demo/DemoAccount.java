package org.dsrhub.demo;

import java.util.Map;

/** The accounts of the demo; their passwords are for a machine of one's own only. */
enum DemoAccount {
    PORTAL("portal", "files requests"),
    CASEWORKER("caseworker", "identifies people, decides, watches"),
    SUPERVISOR("supervisor", "approves what a caseworker proposes"),
    OPERATOR("operator", "pauses backends, releases the erasure brake, Hawtio");

    private final String user;
    private final String task;

    DemoAccount(String user, String task) {
        this.user = user;
        this.task = task;
    }

    String user() {
        return user;
    }

    String password() {
        return user + "-demo";
    }

    String task() {
        return task;
    }

    /** What the hub has to be told to know this account. */
    Map<String, Object> properties() {
        return Map.of();
    }
}
