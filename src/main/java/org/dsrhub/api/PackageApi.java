package org.dsrhub.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.answer.Answers;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.ledger.Mandate;
import org.dsrhub.ledger.Mandates;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestView;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The finished package, for a portal that delivers itself. The password is a call of its own: it travels another way. */
@RestController
@RequestMapping("/api/v1/requests/{id}/package")
class PackageApi {
    private final Looks looks;
    private final Callers callers;
    private final Answers answers;
    private final Mandates mandates;
    private final DataControllers controllers;
    private final LegalClock clock;

    PackageApi(
            Looks looks,
            Callers callers,
            Answers answers,
            Mandates mandates,
            DataControllers controllers,
            LegalClock clock) {
        this.looks = looks;
        this.callers = callers;
        this.answers = answers;
        this.mandates = mandates;
        this.controllers = controllers;
        this.clock = clock;
    }

    record Secret(String secret) {}

    @GetMapping
    void fetch(@PathVariable UUID id, HttpServletResponse response) throws IOException {
        Answers.Packed packed = packed(id);
        looks.record(id, Looks.Look.PACKAGE_FETCHED, Map.of("round", packed.round()));
        response.setContentType("application/zip");
        response.setContentLengthLong(packed.size());
        response.setHeader("Content-Disposition", "attachment; filename=\"" + packed.fileName() + "\"");
        response.setHeader("Cache-Control", "no-store");
        answers.write(packed, response.getOutputStream());
    }

    @GetMapping("/secret")
    ResponseEntity<Secret> secret(@PathVariable UUID id) {
        Answers.Packed packed = packed(id);
        looks.record(id, Looks.Look.SECRET_FETCHED, Map.of("round", packed.round()));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(new Secret(answers.secret(packed)));
    }

    private Answers.Packed packed(UUID id) {
        RequestView request = callers.visible(id);
        LocalDate today = clock.today(controllers.get(request.controller()).zone());
        if (mandates.ended(id, today).filter(Mandate::receipt).isPresent()) {
            throw new Requests.StateConflict(
                    "mandate-ended: what the representative acts by does not hold today; confirm a new document at"
                            + " /identification before the package is handed out");
        }
        return answers.latest(id).orElseThrow(() -> new NotFound("package yet"));
    }
}
