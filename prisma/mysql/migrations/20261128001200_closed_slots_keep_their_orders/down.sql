-- MySQL's form of 20261128001200_closed_slots_keep_their_orders/down.sql (SHA-256 2c8c5d4fb9f10e9f47ec3acf5609e1bca20e1d801b68a76fe87043f6062a4f5b).

-- Closed slots that orders have are full again: the former check knows no others.
UPDATE `delivery_slots` SET `capacity` = `taken` WHERE `taken` > `capacity`;

ALTER TABLE `delivery_slots`
    DROP /*!80016 CHECK */ /*M! CONSTRAINT */ `delivery_slots_taken_check`,
    ADD CONSTRAINT `delivery_slots_taken_check` CHECK (0 <= `taken` AND `taken` <= `capacity`);
