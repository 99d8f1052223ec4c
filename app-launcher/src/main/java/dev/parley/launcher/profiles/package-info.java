/**
 * The file of profiles: read strictly, with every defect told at once and where it is, and looked at again while Parley runs. What it says
 * is parsed here into the application's profiles and into settings of tool servers; nothing here acts on it.
 */
@NullMarked
package dev.parley.launcher.profiles;

import org.jspecify.annotations.NullMarked;
