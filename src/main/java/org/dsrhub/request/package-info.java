/** The model of a data-subject request: rights, states, subjects and their keys. Imports nothing of the other modules. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package org.dsrhub.request;
