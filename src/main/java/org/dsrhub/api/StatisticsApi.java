package org.dsrhub.api;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.ledger.Statistics;
import org.dsrhub.request.Right;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A year in numbers: what a data protection officer reports. */
@RestController
@RequestMapping("/api/v1/statistics")
class StatisticsApi {
    private final Statistics statistics;
    private final DataControllers controllers;
    private final LegalClock clock;
    private final Callers callers;

    StatisticsApi(Statistics statistics, DataControllers controllers, LegalClock clock, Callers callers) {
        this.statistics = statistics;
        this.controllers = controllers;
        this.clock = clock;
        this.callers = callers;
    }

    record Year(String controller, Statistics.Figures all, Map<Right, Statistics.Figures> byRight) {}

    @GetMapping
    List<Year> year(@RequestParam int year, @RequestParam(required = false) String controller) {
        List<Year> years = new ArrayList<>();
        for (DataController each : controllers.all()) {
            if ((controller == null || controller.equals(each.id()))
                    && callers.current().mayUse(each.id())) {
                Statistics.Received received = received(each, year);
                if (received.all().received() > 0) {
                    years.add(new Year(each.id(), received.all(), received.byRight()));
                }
            }
        }
        return years;
    }

    private Statistics.Received received(DataController controller, int year) {
        LocalDate first = LocalDate.of(year, 1, 1);
        return statistics.of(
                controller.id(),
                first.atStartOfDay(controller.zone()).toInstant(),
                first.plusYears(1).atStartOfDay(controller.zone()).toInstant(),
                controller.zone(),
                clock.today(controller.zone()));
    }
}
