/**
 * Decides the items of a request, has them erased, proves it, and erases on its day what had to stay; carries out the rights that
 * neither copy nor erase.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"request", "decision", "identity", "vault", "ledger", "datacontroller", "connector"})
package org.dsrhub.erasure;
