/** Sends what is packed, by mail or as a file, once. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"request", "vault", "ledger", "datacontroller", "answer"})
package org.dsrhub.delivery;
