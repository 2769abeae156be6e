/** What operations see and may touch: health, metrics, Hawtio, login. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"request", "ledger", "connector", "datacontroller", "vault"})
package org.dsrhub.operations;
