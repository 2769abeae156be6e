package org.dsrhub.vault;

import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(VaultProperties.class)
class VaultConfiguration {

    @Bean
    MasterKeys masterKeys(VaultProperties properties) {
        return MasterKeys.from(properties);
    }

    @Bean
    KeyedHash keyedHash(MasterKeys keys) {
        return new HmacKeyedHash(keys);
    }

    @Bean
    Sealer sealer(MasterKeys keys) {
        return new MasterSealer(keys);
    }

    @Bean
    Signer signer(MasterKeys keys) {
        return new MasterSigner(keys);
    }

    @Bean
    LargeStore largeStore(VaultProperties properties) {
        return new FolderStore(properties.folder());
    }

    @Bean
    RequestKeys requestKeys(JdbcTemplate jdbc, MasterKeys masters) {
        return new RequestKeys(jdbc, masters, new KeyCache(1000, Duration.ofSeconds(30), System::nanoTime));
    }

    @Bean
    Vault vault(JdbcTemplate jdbc, RequestKeys keys, LargeStore store) {
        return new TinkVault(jdbc, keys, store, TinkVault.INLINE_LIMIT);
    }

    // The system's clock, even where the hub's own is turned: a file's age is the system's affair.
    @Bean
    VaultSweep vaultSweep(JdbcTemplate jdbc, LargeStore store, VaultProperties properties) {
        return new OrphanSweep(jdbc, store, properties.sweepGrace(), Clock.systemUTC());
    }

    @Bean
    LastingKeyCheck lastingKeyCheck(JdbcTemplate jdbc, KeyedHash hash) {
        return new LastingKeyCheck(jdbc, hash);
    }
}
