package org.dsrhub.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import javax.sql.DataSource;
import org.dsrhub.vault.Vault;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Puts the engine together. */
@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

    /** The node's name in leases, another one at each start: leases of a killed process are never taken for own ones. */
    record Node(String name) {}

    @Bean
    Node ledgerNode(EngineProperties properties) {
        String name = properties.node().isEmpty() ? host() : properties.node();
        return new Node(name + "-" + UUID.randomUUID().toString().substring(0, 8));
    }

    @Bean
    Wakeup ledgerWakeup(DataSource dataSource, EngineProperties properties) {
        return new Wakeup(dataSource, properties.notifyDelay());
    }

    @Bean
    WorkTable ledgerWorkTable(
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            Wakeup wakeup,
            EngineProperties properties,
            Node node) {
        return new WorkTable(jdbc, new TransactionTemplate(transactions), wakeup, properties, node.name());
    }

    @Bean
    CompletionWriter ledgerCompletionWriter(
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            Wakeup wakeup,
            Vault vault,
            EngineProperties properties) {
        return new CompletionWriter(jdbc, new TransactionTemplate(transactions), wakeup, vault, properties);
    }

    @Bean
    Engine ledgerEngine(
            WorkTable work, CompletionWriter writer, Wakeup wakeup, MeterRegistry meters, EngineProperties properties) {
        return new Engine(work, writer, wakeup, new LedgerMetrics(meters), properties);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "node";
        }
    }
}
