package org.dsrhub.operations;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/**
 * Makes an {@link Account} of a token. Its name has a prefix, so that it is never taken for a local account of that name. A
 * token that names no data controller may do nothing.
 */
final class TokenCallers implements Converter<Jwt, AbstractAuthenticationToken> {
    static final String PREFIX = "token:";
    private static final String ALL = "*";
    /** It goes to the audit and to logs. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@:|+-]{1,100}");

    private final TokenProperties properties;

    TokenCallers(TokenProperties properties) {
        this.properties = properties;
    }

    @Override
    public AbstractAuthenticationToken convert(Jwt token) {
        Object name = claim(token, properties.nameClaim());
        if (!(name instanceof String text) || !NAME.matcher(text).matches()) {
            throw new InvalidBearerTokenException("The token does not say who calls");
        }
        Set<String> controllers = texts(claim(token, properties.controllersClaim()));
        Set<Role> roles = controllers.isEmpty() ? Set.of() : roles(texts(claim(token, properties.rolesClaim())));
        Account account = new Account(PREFIX + text, "", roles, controllers.contains(ALL) ? Set.of() : controllers);
        return UsernamePasswordAuthenticationToken.authenticated(account, null, account.getAuthorities());
    }

    private Set<Role> roles(Set<String> names) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Arrays.stream(Role.values())
                .filter(role ->
                        names.stream().anyMatch(properties.roles().getOrDefault(role, role.name())::equalsIgnoreCase))
                .forEach(roles::add);
        return roles;
    }

    private static Object claim(Jwt token, String path) {
        Object value = token.getClaims();
        for (String step : token.hasClaim(path) ? List.of(path) : List.of(path.split("\\."))) {
            value = value instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return value;
    }

    private static Set<String> texts(Object value) {
        if (value instanceof String text) {
            return Arrays.stream(text.split("\\s+"))
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.toSet());
        }
        return value instanceof Collection<?> many
                ? many.stream()
                        .filter(Objects::nonNull)
                        .map(Object::toString)
                        .filter(word -> !word.isBlank())
                        .collect(Collectors.toSet())
                : Set.of();
    }
}
