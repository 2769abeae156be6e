package org.dsrhub.operations;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.dsrhub.request.Problem;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.stereotype.Component;

/**
 * The accounts of {@code hub.security.users}. Without any the hub does not start, unless tokens say who calls: it would serve
 * nobody, or everybody. With any where passwords are off it does not start either: somebody would believe in them.
 */
@Component
class Accounts implements UserDetailsService {
    private static final String EXAMPLE = "hub.security.users.caseworker={bcrypt}$2a$12$…"
            + " (names: portal, caseworker, legal, operator, auditor, each with digits behind as you like;"
            + " an encoder: htpasswd -nbBC 12 \"\" PASSWORD)";

    private final Map<String, Account> accounts = new LinkedHashMap<>();

    Accounts(AccountProperties properties) {
        if (!properties.login().passwords()) {
            if (!properties.users().isEmpty()) {
                throw new Problem(
                        "passwords-off",
                        "hub.security.login is TOKEN: take away hub.security.users, or set hub.security.login to BOTH");
            }
            return;
        }
        if (properties.users().isEmpty()) {
            throw new Problem("no-accounts", "set at least one account, such as " + EXAMPLE);
        }
        properties.users().keySet().stream()
                .filter(name -> name.startsWith(TokenCallers.PREFIX))
                .findFirst()
                .ifPresent(name -> {
                    throw new Problem("account-name", "names of accounts may not begin with " + TokenCallers.PREFIX);
                });
        properties.users().forEach((name, password) -> accounts.put(name, account(name, password, properties)));
    }

    private static Account account(String name, String password, AccountProperties properties) {
        boolean plain = password.startsWith("{noop}");
        if (plain && !properties.demoPasswords()) {
            throw new Problem(
                    "plain-password",
                    "hub.security.users." + name + " is {noop}, which only the demo may use; set it as " + EXAMPLE);
        }
        if (!plain && !password.startsWith("{bcrypt}$2")) {
            throw new Problem("password-not-encoded", "set hub.security.users." + name + " as " + EXAMPLE);
        }
        return new Account(
                name,
                password,
                properties.roles().getOrDefault(name, Set.of()).isEmpty()
                        ? Set.of(roleOf(name))
                        : properties.roles().get(name),
                Set.copyOf(properties.controllers().getOrDefault(name, List.of())));
    }

    private static Role roleOf(String name) {
        String word = name.replaceAll("[0-9]+$", "").toUpperCase(Locale.ROOT);
        return Arrays.stream(Role.values())
                .filter(role -> role.name().equals(word))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        "account-without-role",
                        "set hub.security.roles." + name + " to some of " + Arrays.toString(Role.values())));
    }

    @Override
    public UserDetails loadUserByUsername(String name) {
        Account account = accounts.get(name);
        if (account == null) {
            throw new UsernameNotFoundException("unknown account");
        }
        // A copy each time: Spring Security wipes the password of the one that logged in.
        return new Account(
                account.getUsername(),
                account.getPassword(),
                Arrays.stream(Role.values())
                        .filter(account::is)
                        .collect(java.util.stream.Collectors.toUnmodifiableSet()),
                account.controllers());
    }
}
