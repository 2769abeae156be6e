/** Who answers for the data: languages, brands, authority, calendar, ladder and retention rules of each controller folder. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"request", "decision", "identity"})
package org.dsrhub.datacontroller;
