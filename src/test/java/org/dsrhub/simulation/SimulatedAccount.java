package org.dsrhub.simulation;

import java.util.LinkedHashMap;
import java.util.Map;

/** The accounts of demo and tests; their passwords are for a machine of one's own only. */
public enum SimulatedAccount {
    PORTAL("portal", "files requests"),
    CASEWORKER("caseworker", "identifies people, decides, watches"),
    CASEWORKER2("caseworker2", "the second pair of eyes of a caseworker"),
    LEGAL("legal", "sets and releases legal holds"),
    LEGAL2("legal2", "the second pair of eyes on holds"),
    AML("aml", "sets, sees and releases holds that nobody is to know of"),
    AML2("aml2", "the second pair of eyes on those"),
    OPERATOR("operator", "Hawtio, pauses, brakes"),
    AUDITOR("auditor", "reads, changes nothing");

    private final String user;
    private final String task;

    SimulatedAccount(String user, String task) {
        this.user = user;
        this.task = task;
    }

    public String user() {
        return user;
    }

    public String password() {
        return user + "-demo";
    }

    /** What the account is for. */
    public String task() {
        return task;
    }

    /** What a hub has to be told to know these accounts; the role is the name before its digits. */
    static Map<String, Object> properties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("hub.security.demo-passwords", "true");
        for (SimulatedAccount account : values()) {
            properties.put("hub.security.users." + account.user, "{noop}" + account.password());
        }
        return properties;
    }
}
