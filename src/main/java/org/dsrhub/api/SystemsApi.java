package org.dsrhub.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connectors;
import org.dsrhub.ledger.Backends;
import org.dsrhub.ledger.Settings;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The backing systems and the brakes. */
@RestController
@RequestMapping("/api/v1")
class SystemsApi {
    private static final String STOPPED = "erasure.stopped";

    private final Connectors connectors;
    private final Backends backends;
    private final Settings settings;
    private final Callers callers;

    SystemsApi(Connectors connectors, Backends backends, Settings settings, Callers callers) {
        this.connectors = connectors;
        this.backends = backends;
        this.settings = settings;
        this.callers = callers;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record BackendEntry(
            String name,
            int concurrency,
            boolean paused,
            Instant notBefore,
            int failures,
            String reason,
            int running,
            int waiting) {
        static BackendEntry of(Backends.BackendView view) {
            return new BackendEntry(
                    view.name(),
                    view.limits().concurrency(),
                    view.paused(),
                    view.notBefore(),
                    view.failures(),
                    view.reason(),
                    view.running(),
                    view.waiting());
        }
    }

    record SystemEntry(
            String controller, String system, String title, int version, String mode, String owner, String backend) {
        static SystemEntry of(Connector connector) {
            return new SystemEntry(
                    connector.controller(),
                    connector.system(),
                    connector.title("en"),
                    connector.version(),
                    connector.mode().name().toLowerCase(Locale.ROOT),
                    connector.owner(),
                    connector.backend());
        }
    }

    record Landscape(List<SystemEntry> systems, List<BackendEntry> backends, boolean erasureStopped) {}

    record Erasure(boolean stopped) {}

    @GetMapping("/systems")
    Landscape systems() {
        List<SystemEntry> systems = connectors.all().stream()
                .filter(connector -> callers.current().mayUse(connector.controller()))
                .map(SystemEntry::of)
                .toList();
        return new Landscape(
                systems, backends.all().stream().map(BackendEntry::of).toList(), stopped());
    }

    @PostMapping("/backends/{name}/pause")
    BackendEntry pause(@PathVariable String name) {
        known(name);
        backends.pause(name, callers.name());
        return known(name);
    }

    @PostMapping("/backends/{name}/resume")
    BackendEntry resume(@PathVariable String name) {
        known(name);
        backends.resume(name, callers.name());
        return known(name);
    }

    /** The global stop: no item is erased on any node until it is resumed. */
    @PostMapping("/erasure/stop")
    Erasure stop() {
        settings.set(STOPPED, "true", callers.name());
        return new Erasure(stopped());
    }

    @PostMapping("/erasure/resume")
    Erasure resumeErasure() {
        settings.set(STOPPED, "false", callers.name());
        return new Erasure(stopped());
    }

    private boolean stopped() {
        return settings.get(STOPPED).filter("true"::equals).isPresent();
    }

    private BackendEntry known(String name) {
        Map<String, Backends.BackendView> byName =
                backends.all().stream().collect(Collectors.toMap(Backends.BackendView::name, Function.identity()));
        if (!byName.containsKey(name)) {
            throw new NotFound("backend");
        }
        return BackendEntry.of(byName.get(name));
    }
}
