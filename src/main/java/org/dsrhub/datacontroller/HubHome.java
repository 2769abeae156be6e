package org.dsrhub.datacontroller;

import java.nio.file.Path;

/** The folder that holds {@code connectors/} and {@code routes/}: property {@code hub.home}, else the working directory. */
public record HubHome(Path folder) {
    public Path connectors() {
        return folder.resolve("connectors");
    }

    /** @param path relative to the home, or absolute */
    public Path resolve(String path) {
        return folder.resolve(path);
    }
}
