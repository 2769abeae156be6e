package org.dsrhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.support.TestPostgres;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest(
        classes = LedgerSpringTest.Slice.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "hub.engine.poll=30s",
            "hub.engine.permits=16",
            "camel.main.routes-include-pattern=classpath:camel/*"
        })
class LedgerSpringTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableConfigurationProperties(EngineProperties.class)
    @ComponentScan(
            basePackageClasses = {Engine.class, org.dsrhub.identity.Normaliser.class},
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*Test.*"))
    static class Slice {
        @Bean
        PlainVault vault(JdbcTemplate jdbc) {
            return new PlainVault(jdbc);
        }

        @Bean
        RouteBuilder routes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("ledger:fan-out").setBody(constant(Completion.then(Next.closed(RequestOutcome.FULFILLED))));
                }
            };
        }
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        String url = TestPostgres.url(TestPostgres.freshDatabaseName());
        registry.add("spring.datasource.url", () -> url);
        registry.add("spring.datasource.username", () -> "postgres");
        registry.add("spring.datasource.password", () -> "postgres");
    }

    @Autowired
    Requests requests;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    JdbcTemplate jdbc;

    @Test
    void aRequestAcceptedInsideACallersTransactionRunsAfterItsCommitWithoutWaitingForThePoll() {
        var accepted = new TransactionTemplate(transactions)
                .execute(status -> requests.accept(
                        TestHub.request("k"),
                        LocalDate.of(2026, 4, 1),
                        Next.stage(RequestState.COLLECTING, "fan-out")));
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() ->
                        requests.find(accepted.request().id()).orElseThrow().state() == RequestState.CLOSED);
    }

    @Test
    void everyConnectionHasTimeOuts() {
        assertThat(jdbc.queryForObject("show lock_timeout", String.class)).isEqualTo("10s");
        assertThat(jdbc.queryForObject("show statement_timeout", String.class)).isEqualTo("2min");
        assertThat(jdbc.queryForObject("show idle_in_transaction_session_timeout", String.class))
                .isEqualTo("5min");
    }
}
