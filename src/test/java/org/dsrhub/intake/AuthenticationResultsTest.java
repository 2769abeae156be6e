package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticationResultsTest {
    private static AuthenticationResults of(String trusted, String... headers) {
        return AuthenticationResults.of(List.of(headers), Set.of(trusted));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "mx.a.example; spf=pass smtp.mailfrom=b.example; dkim=fail (bad) header.d=b.example; dmarc=fail | pass fail fail",
                "MX.A.example 1; SPF=SoftFail; dmarc=none | softfail none none",
                "mx.a.example (tells; dmarc=pass) ; dmarc = fail (p=reject; dis=none) | none none fail",
                "mx.a.example; dkim=pass reason=\"said; dmarc=pass\" ; dmarc/1=fail | none pass fail",
                "mx.a.example; dkim=fail; dkim=pass; dkim=pass | none fail,pass none",
                "mx.a.example; dmarc=whatever | none none none",
                "mx.a.example; none | none none none",
                "mx.a.example | none none none",
                "mx.a.example; ((( | none none none",
                "`` | none none none",
                "mx.a.example.evil; dmarc=pass | none none none"
            })
    void what_a_trusted_host_says_is_read(String header, String expected) {
        AuthenticationResults results = of("mx.a.example", header);

        assertThat(List.of(results.spf(), results.dkim(), results.dmarc()))
                .isEqualTo(Arrays.asList(expected.split(" ")));
        assertThat(results.disowned()).isEqualTo(expected.endsWith("fail"));
    }

    @Test
    void a_host_that_nobody_trusts_and_a_header_below_the_trusted_one_are_not_heard() {
        String own = "mx.a.example; dmarc=fail";
        String forged = "mx.a.example; dmarc=pass";

        assertThat(of("mx.a.example", "mx.evil.example; dmarc=pass", own, forged)
                        .dmarc())
                .isEqualTo("fail");
        assertThat(AuthenticationResults.of(List.of(own), Set.of())).isEqualTo(AuthenticationResults.NONE);
    }

    @Test
    void a_host_that_does_not_name_itself_is_trusted_only_where_that_is_said() {
        String exchange = "spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=b.example; dkim=none (not signed)"
                + " header.d=none;dmarc=fail action=quarantine header.from=b.example;compauth=fail reason=000";

        assertThat(of("-", exchange)).isEqualTo(new AuthenticationResults("fail", "none", "fail"));
        assertThat(of("mx.a.example", exchange)).isEqualTo(AuthenticationResults.NONE);
    }
}
