/** The answer package: letters, data books, machine-readable data, recordings, manifest. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"request", "decision", "identity", "vault", "ledger", "datacontroller", "connector"})
package org.dsrhub.answer;
