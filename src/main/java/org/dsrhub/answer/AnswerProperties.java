package org.dsrhub.answer;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param bookItems up to that many records the data book is one file and has a PDF; rendering costs memory and time
 * @param bookCharacters the same by the length of all values together
 */
@ConfigurationProperties("hub.answer")
record AnswerProperties(
        @DefaultValue("500") int bookItems,
        @DefaultValue("500000") long bookCharacters) {}
