/**
 * Where the page begins.
 *
 * @module app
 */

import './elements/app.js';
import { Application } from './model/application.js';

const application = new Application();
document.querySelector('parley-app').application = application;
application.begin();
