/** Identifiers: national numbers, phones, names; normalising and comparing them. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"request"})
package org.dsrhub.identity;
