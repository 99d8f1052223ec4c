/**
 * Messages that are commands: how they are told from others and taken apart, and how their commands are found. What the built-in ones do
 * belongs to the use cases.
 */
@NullMarked
package dev.parley.application.command;

import org.jspecify.annotations.NullMarked;
