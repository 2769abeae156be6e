package org.dsrhub;

import java.util.Arrays;
import org.dsrhub.answer.LetterCommands;
import org.dsrhub.connector.ConnectorCommands;
import org.dsrhub.connector.ErasureCommands;
import org.dsrhub.connector.RuleCommands;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * The hub: one Spring Boot process with Camel inside; any number of them share one PostgreSQL and one vault folder.
 * Called with {@code connectors}, {@code rules}, {@code letters} or {@code erasure} as the first argument it is an integrator's, a
 * lawyer's or an operator's tool instead, and serves nothing.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class HubApplication {
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("connectors")) {
            System.exit(ConnectorCommands.run(Arrays.copyOfRange(args, 1, args.length), System.out));
        }
        if (args.length > 0 && args[0].equals("rules")) {
            System.exit(RuleCommands.run(Arrays.copyOfRange(args, 1, args.length), System.out));
        }
        if (args.length > 0 && args[0].equals("letters")) {
            System.exit(LetterCommands.run(Arrays.copyOfRange(args, 1, args.length), System.out));
        }
        if (args.length > 0 && args[0].equals("erasure")) {
            System.exit(ErasureCommands.run(Arrays.copyOfRange(args, 1, args.length), System.out));
        }
        SpringApplication.run(HubApplication.class, args);
    }
}
