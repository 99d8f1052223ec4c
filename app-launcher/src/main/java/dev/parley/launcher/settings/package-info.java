/**
 * What can be set from outside: one table of all settings, from which environment and flags are read, {@code --help} is printed and the
 * README's table is made. Everything is parsed once, here; nothing here acts on a setting.
 */
@NullMarked
package dev.parley.launcher.settings;

import org.jspecify.annotations.NullMarked;
