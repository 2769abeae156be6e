package org.dsrhub.intake;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.Authority;
import org.dsrhub.datacontroller.DataControllers;
import org.springframework.stereotype.Component;

/** Knows supervisory authorities by the domains of their mail and their pages, as the reference data name them. */
@Component
class Authorities {
    private final Set<String> domains;

    Authorities(DataControllers controllers) {
        this.domains = controllers.all().stream()
                .flatMap(controller -> controller.authorities().stream())
                .flatMap(Authorities::domains)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @param address of a sender; it proves nothing, so it only decides who reads the letter */
    boolean own(String address) {
        String domain = address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        return domains.stream().anyMatch(known -> domain.equals(known) || domain.endsWith("." + known));
    }

    private static Stream<String> domains(Authority authority) {
        Stream<String> mail = authority.mail() == null
                ? Stream.empty()
                : Stream.of(authority.mail().substring(authority.mail().lastIndexOf('@') + 1));
        Stream<String> web = authority.web() == null
                ? Stream.empty()
                : Stream.ofNullable(URI.create(authority.web()).getHost());
        return Stream.concat(mail, web)
                .map(domain -> domain.toLowerCase(Locale.ROOT).replaceFirst("^www\\.", ""));
    }
}
