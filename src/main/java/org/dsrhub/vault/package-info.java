/** The encrypted store of everything that identifies a person, and the keys that shred it. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"request"})
package org.dsrhub.vault;
