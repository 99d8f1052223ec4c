package dev.parley.application.architecture.seeded.web;

record TextUtils(int value) {}
