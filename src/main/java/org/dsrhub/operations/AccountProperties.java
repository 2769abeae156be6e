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
 * @param demoPasswords whether {@code {noop}} passwords are taken; for demo and tests
 */
@ConfigurationProperties("hub.security")
record AccountProperties(
        @DefaultValue Map<String, String> users,
        @DefaultValue Map<String, Set<Role>> roles,
        @DefaultValue Map<String, List<String>> controllers,
        @DefaultValue("false") boolean demoPasswords) {

    /** Never the passwords. */
    @Override
    public String toString() {
        return "AccountProperties[" + users.size() + " users]";
    }
}
