package org.dsrhub.delivery;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param folder where packages are laid for the portal, one sub-folder a controller
 * @param printFolder where letters with passwords are laid for the printer, one sub-folder a controller
 * @param mailLimit larger packages are not mailed but laid for the portal, and a mail says so
 */
@ConfigurationProperties("hub.delivery")
record DeliveryProperties(
        Path folder, Path printFolder, @DefaultValue("15MB") DataSize mailLimit) {}
