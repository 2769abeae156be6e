package org.dsrhub.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dsrhub.HubApplication;
import org.dsrhub.datacontroller.MovableLegalClock;
import org.dsrhub.simulation.HubApi;
import org.dsrhub.simulation.PostOffice;
import org.dsrhub.simulation.SimulatedAccount;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/**
 * Starts the simulated systems and the hub, sends real requests and shows what becomes of them. Run by
 * {@code mvn spring-boot:test-run}; options in {@link DemoOptions}.
 */
public final class DemoHub {
    private static final Instant TODAY = Instant.parse("2026-12-01T09:00:00Z");
    private static final String MARKER = ".dsr-hub-demo";

    /** A demo shows in seconds what else takes minutes; its clock jumps by years, which elsewhere stops all erasing. */
    private static final Map<String, Object> HASTE = Map.of(
            "tryg.mail.poll-interval", "500",
            "gjensidige-ee.mail.poll-interval", "500",
            "hub.connectors.poll", "500",
            "hub.deadlines.period", "1s",
            "hub.deadlines.delay", "1s",
            "hub.erasure.max-clock-jump", "5000d");

    private final DemoOptions options;
    private final PrintStream out;

    DemoHub(DemoOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        DemoOptions options = DemoOptions.of(args);
        List<String> missing;
        try {
            missing = new DemoHub(options, out).run(args);
        } catch (RuntimeException e) {
            e.printStackTrace(out);
            missing = List.of("the demo broke off: " + e);
        }
        if (options.exitWhenDone()) {
            System.exit(missing.isEmpty() ? 0 : 1);
        }
        if (!missing.isEmpty()) {
            out.println("The outcomes differ from the persona table; the hub keeps running (Ctrl-C ends it).");
        }
    }

    /**
     * Runs the story. With {@code exit-when-done} everything is stopped afterwards, else it keeps running.
     *
     * @return what differs from the persona table; empty when all is well
     */
    List<String> run(String... args) {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .setLevel(Level.WARN);
        prepareFolder();
        out.println("Starting the simulated systems of two data controllers ...");
        SimulatedEnvironment around = SimulatedEnvironment.start(options.folder());
        around.tryg().claims().throttleEvery(5);
        ConfigurableApplicationContext hub = null;
        try {
            out.println("Starting the hub ...");
            hub = start(around, args);
            if (!options.exitWhenDone()) {
                Runtime.getRuntime().addShutdownHook(new Thread(around::close));
            }
            return tell(around, hub);
        } finally {
            if (options.exitWhenDone()) {
                if (hub != null) {
                    hub.close();
                }
                around.close();
            }
        }
    }

    private List<String> tell(SimulatedEnvironment around, ConfigurableApplicationContext hub) {
        String base = "http://127.0.0.1:" + hub.getEnvironment().getProperty("local.server.port", "8080");
        LiveTable table = new LiveTable(out, onTerminal());
        DemoStory story = new DemoStory(around, new HubApi(base), table, options.timeout());
        DemoCheck check = new DemoCheck(around, options.folder().resolve("answers"));
        story.sendRequests();
        boolean closed = story.untilAllAreClosed();
        table.leave();
        check.afterTheAnswers(story.requests());
        if (closed) {
            out.println();
            out.println("All answered. The legal clock moves to " + DemoExpectation.ALL_TERMS_OVER
                    + ": what was retained is erased now.");
            hub.getBean(MovableLegalClock.class)
                    .moveTo(DemoExpectation.ALL_TERMS_OVER.atTime(10, 0).toInstant(ZoneOffset.UTC));
            story.until(() -> DemoCheck.storesAreAsOf(around, DemoExpectation.ALL_TERMS_OVER) && story.atRest());
            check.afterTheTerms();
            table.leave();
        }
        report(around, base, check.missing());
        return check.missing();
    }

    private ConfigurableApplicationContext start(SimulatedEnvironment around, String... args) {
        Map<String, Object> early = new LinkedHashMap<>();
        early.put("spring.main.banner-mode", "off");
        early.put("logging.file.name", options.folder().resolve("hub.log").toString());
        early.put("logging.threshold.console", "ERROR");
        early.put("logging.config", "classpath:demo-logback.xml");
        Map<String, Object> properties = new LinkedHashMap<>(around.properties());
        properties.putAll(HASTE);
        return new SpringApplicationBuilder(HubApplication.class)
                .properties(early)
                .initializers(context -> {
                    MutablePropertySources sources = context.getEnvironment().getPropertySources();
                    MapPropertySource demo = new MapPropertySource("demo", properties);
                    String commandLine = CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME;
                    if (sources.contains(commandLine)) {
                        sources.addAfter(commandLine, demo);
                    } else {
                        sources.addFirst(demo);
                    }
                    context.getBeanFactory().addBeanPostProcessor(new ClockSetter());
                    context.getBeanFactory().registerSingleton("withoutTestClasses", new WithoutTestClasses());
                })
                .run(args);
    }

    /** From Java 22 on there is a console without a terminal too. */
    private static boolean onTerminal() {
        Console console = System.console();
        try {
            return console != null
                    && (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException olderJvm) {
            return true;
        }
    }

    /** Sets the legal clock before anybody has read it. */
    private static final class ClockSetter implements BeanPostProcessor {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (bean instanceof MovableLegalClock clock) {
                clock.moveTo(TODAY);
            }
            return bean;
        }
    }

    private void report(SimulatedEnvironment around, String base, List<String> missing) {
        out.println();
        out.println("Answers");
        for (Path file : AnswerArchive.files(options.folder().resolve("answers"))) {
            out.println("  mailed    " + file);
        }
        AnswerArchive.files(around.dropFolder()).forEach(file -> out.println("  dropped   " + file));
        AnswerArchive.files(around.printFolder())
                .forEach(file -> out.println("  to print  " + file + "  (a password)"));
        out.println("  mailboxes imap://127.0.0.1:" + around.mail().imapPort() + "  user = mail address, password = "
                + PostOffice.PASSWORD);
        out.println("Look around");
        out.println("  Hawtio    " + base + "/actuator/hawtio");
        out.println("  API docs  " + base + "/api/docs");
        out.println("  log       " + options.folder().resolve("hub.log"));
        for (SimulatedAccount account : SimulatedAccount.values()) {
            out.println("  login     " + account.user() + " / " + account.password() + "  (" + account.task() + ")");
        }
        out.println();
        if (missing.isEmpty()) {
            out.println("Every item came out as the persona table says.");
        } else {
            out.println("Missing:");
            missing.forEach(line -> out.println("  - " + line));
        }
    }

    /** Empties the folder of an earlier demo, and no other. */
    private void prepareFolder() {
        Path folder = options.folder();
        try {
            if (Files.exists(folder)) {
                boolean ours = Files.exists(folder.resolve(MARKER));
                try (Stream<Path> content = Files.walk(folder)) {
                    List<Path> all = content.sorted(Comparator.reverseOrder()).toList();
                    if (!ours && all.size() > 1) {
                        throw new IllegalArgumentException(folder
                                + " is not empty and no demo has written it: name another by --hub.demo.folder=");
                    }
                    for (Path each : all) {
                        Files.delete(each);
                    }
                }
            }
            Files.createDirectories(folder);
            Files.createFile(folder.resolve(MARKER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
