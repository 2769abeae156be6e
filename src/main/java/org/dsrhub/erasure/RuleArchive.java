package org.dsrhub.erasure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.Finding;
import org.dsrhub.datacontroller.InvalidConfiguration;
import org.dsrhub.decision.RetentionRule;
import org.dsrhub.ledger.RuleVersions;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * Keeps each version of each rule before anything is decided by it, and refuses to start where a rule has changed and its version
 * has not: decisions that name it could not be reproduced.
 */
@Component
class RuleArchive implements InitializingBean {
    private final DataControllers controllers;
    private final RuleVersions versions;

    RuleArchive(DataControllers controllers, RuleVersions versions) {
        this.controllers = controllers;
        this.versions = versions;
    }

    @Override
    public void afterPropertiesSet() {
        List<Finding> findings = new ArrayList<>();
        for (DataController controller : controllers.all()) {
            versions.keep(controller.id(), controller.retention());
            Map<String, RetentionRule> kept = versions.of(controller.id()).stream()
                    .collect(Collectors.toMap(RuleArchive::name, Function.identity()));
            for (RetentionRule rule : controller.retention()) {
                if (!rule.equals(kept.get(name(rule)))) {
                    findings.add(new Finding(
                            "connectors/" + controller.id() + "/controller.yaml",
                            0,
                            "rule " + name(rule) + " is not what this hub decided by under that version",
                            "count its version up, or put the old text back"));
                }
            }
        }
        InvalidConfiguration.throwIfAny(findings);
    }

    private static String name(RetentionRule rule) {
        return rule.id() + " version " + rule.version();
    }
}
