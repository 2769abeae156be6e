package org.dsrhub.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.answer.CaseExports;
import org.dsrhub.request.RequestView;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A case for the supervisory authority. */
@RestController
class ExportApi {
    private final CaseExports exports;
    private final Callers callers;
    private final Looks looks;

    ExportApi(CaseExports exports, Callers callers, Looks looks) {
        this.exports = exports;
        this.callers = callers;
        this.looks = looks;
    }

    @GetMapping("/api/v1/requests/{id}/export")
    void export(@PathVariable UUID id, HttpServletResponse response) throws IOException {
        RequestView request = callers.visible(id);
        looks.record(id, Looks.Look.CASE_EXPORTED, Map.of());
        response.setContentType("application/zip");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + request.caseNumber() + "-case.zip\"");
        response.setHeader("Cache-Control", "no-store");
        exports.write(id, callers.name(), response.getOutputStream());
    }
}
