package org.dsrhub.identity.signature;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Health {@code trustedLists}: DEGRADED where one is outdated or refused, as nobody is trusted by it. */
final class TrustedListHealth implements HealthIndicator {
    private final TrustFolder trust;

    TrustedListHealth(TrustFolder trust) {
        this.trust = trust;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        for (TrustFolder.ListState list : trust.lists()) {
            if (list.problem() != null) {
                health.status("DEGRADED");
            }
            health.withDetail(
                    list.file(),
                    list.problem() == null ? list.territory() + " until " + list.nextUpdate() : list.problem());
        }
        return health.build();
    }
}
