CREATE TABLE kettle (id int PRIMARY KEY);
CREATE TABLE step (name text);
INSERT INTO step VALUES ('first');
