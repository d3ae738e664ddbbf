-- Run once by the postgres image on an empty volume: a database for each service that keeps something.
CREATE DATABASE auth;
CREATE DATABASE settings;
CREATE DATABASE orchestrator;
