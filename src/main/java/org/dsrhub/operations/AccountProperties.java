package org.dsrhub.operations;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The accounts of the local profile; {@code hub.security.*}.
 *
 * @param users name → password as {@code {bcrypt}$2a$…}; a name such as {@code caseworker2} has the role before its digits
 * @param roles name → roles, where the name does not tell
 * @param controllers name → data controllers the account is bound to; absent means all
 * @param login how callers say who they are; what it leaves out is off everywhere, the console included
 * @param demoPasswords whether {@code {noop}} passwords are taken; for demo and tests
 */
@ConfigurationProperties("hub.security")
record AccountProperties(
        @DefaultValue Map<String, String> users,
        @DefaultValue Map<String, Set<Role>> roles,
        @DefaultValue Map<String, List<String>> controllers,
        @DefaultValue("PASSWORD") Login login,
        @DefaultValue("false") boolean demoPasswords) {

    enum Login {
        /** local accounts and their passwords */
        PASSWORD,
        /** access tokens of an identity provider only; for production */
        TOKEN,
        /** both, while an installation moves from one to the other: tell people not to use two at once */
        BOTH;

        boolean passwords() {
            return this != TOKEN;
        }

        boolean tokens() {
            return this != PASSWORD;
        }
    }

    /** Never the passwords. */
    @Override
    public String toString() {
        return "AccountProperties[" + users.size() + " users]";
    }
}
