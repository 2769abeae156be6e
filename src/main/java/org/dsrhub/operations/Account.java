package org.dsrhub.operations;

import java.util.Set;
import org.springframework.security.core.userdetails.User;

/** Who is logged in, with the data controllers the account is bound to. */
public final class Account extends User {
    private final Set<Role> roles;
    private final Set<String> controllers;

    Account(String name, String password, Set<Role> roles, Set<String> controllers) {
        super(
                name,
                password,
                roles.stream()
                        .map(role -> new org.springframework.security.core.authority.SimpleGrantedAuthority(
                                "ROLE_" + role.name()))
                        .toList());
        this.roles = Set.copyOf(roles);
        this.controllers = Set.copyOf(controllers);
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }

    /** Empty means all. */
    public Set<String> controllers() {
        return controllers;
    }

    public boolean mayUse(String controller) {
        return controllers.isEmpty() || controllers.contains(controller);
    }

    /** Accounts are equal by name, as {@link User} has it. */
    @Override
    public boolean equals(Object other) {
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
