package org.dsrhub.demo;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.DefaultApplicationArguments;

/**
 * What the command line says: {@code --hub.demo.folder}, {@code --hub.demo.exit-when-done}, {@code --hub.demo.timeout}
 * (ISO period).
 *
 * @param folder of the simulated systems, the answers and the log; emptied at the start
 * @param timeout for everything after the start of the hub
 */
record DemoOptions(Path folder, boolean exitWhenDone, Duration timeout) {

    static DemoOptions of(String... args) {
        DefaultApplicationArguments arguments = new DefaultApplicationArguments(args);
        return new DemoOptions(
                Path.of(option(arguments, "hub.demo.folder", "target/demo")).toAbsolutePath(),
                !option(arguments, "hub.demo.exit-when-done", "false").equals("false"),
                Duration.parse(option(arguments, "hub.demo.timeout", "PT3M")));
    }

    private static String option(DefaultApplicationArguments arguments, String name, String otherwise) {
        if (!arguments.containsOption(name)) {
            return System.getProperty(name, otherwise);
        }
        return arguments.getOptionValues(name).stream().findFirst().orElse("true");
    }
}
