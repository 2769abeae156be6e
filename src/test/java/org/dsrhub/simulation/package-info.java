/**
 * Simulated backing systems: real servers on loopback that speak the protocols of the real ones (JDBC, HTTP/JSON, SFTP,
 * IMAP, SMTP, a file share) and can be told to misbehave. Tests and the demo share them; they never reach the
 * production jar.
 */
package org.dsrhub.simulation;
