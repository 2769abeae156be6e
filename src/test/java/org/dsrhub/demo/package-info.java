/**
 * The demo: the hub among simulated systems, with real requests sent to it by mail and REST, watched in the terminal and,
 * if wanted, checked item by item. It talks to the hub as people and portals do.
 */
package org.dsrhub.demo;
